from django.urls import URLPattern, URLResolver, path

from rt_registry.views import account_sheet, accounts, import_progress, roster, roster_export, roster_rt, trace


app_name = "rt_registry"
urlpatterns: list[URLPattern | URLResolver] = [
    path("kelurahan/daftar-rt/", roster.roster, name="roster"),
    path("kelurahan/daftar-rt/tambah/", roster.add, name="roster-add"),
    path("kelurahan/daftar-rt/kk/", roster.counts, name="roster-counts"),
    path("kelurahan/daftar-rt/daftar-rt.xlsx", roster_export.roster_xlsx, name="roster-xlsx"),
    path("kelurahan/daftar-rt/daftar-rt.csv", roster_export.roster_csv, name="roster-csv"),
    path("kelurahan/daftar-rt/<int:pk>/", roster_rt.rt, name="roster-rt"),
    path("kelurahan/daftar-rt/<int:pk>/ubah/", roster_rt.change, name="roster-rt-change"),
    path("kelurahan/daftar-rt/<int:pk>/kk/", roster_rt.count, name="roster-rt-count"),
    path("kelurahan/daftar-rt/<int:pk>/tutup/", roster_rt.close, name="roster-rt-close"),
    path("kelurahan/daftar-rt/<int:pk>/buka/", roster_rt.reopen, name="roster-rt-reopen"),
    path("kelurahan/daftar-rt/<int:pk>/nomor-baru/", roster_rt.renumber, name="roster-rt-renumber"),
    path("kelurahan/daftar-rt/<int:pk>/pecah/", roster_rt.split, name="roster-rt-split"),
    path("kelurahan/daftar-rt/<int:pk>/gabung/", roster_rt.merge, name="roster-rt-merge"),
    path("kelurahan/daftar-rt/<int:pk>/pindah/", roster_rt.move, name="roster-rt-move"),
    path("akun/", accounts.account_list, name="accounts"),
    path("akun/tambah/", accounts.add, name="account-add"),
    path("akun/slip/", accounts.slips, name="account-slips"),
    path("akun/impor/", account_sheet.upload, name="account-sheet"),
    path("akun/impor/contoh.xlsx", account_sheet.example, name="account-sheet-example"),
    path("akun/impor/<int:pk>/", account_sheet.batch, name="account-batch"),
    path("akun/<int:pk>/", accounts.account, name="account"),
    path("akun/<int:pk>/ubah/", accounts.change, name="account-change"),
    path("akun/<int:pk>/peran/", accounts.grant, name="account-grant"),
    path("akun/<int:pk>/peran/<int:grant_pk>/akhiri/", accounts.end, name="account-end"),
    path("akun/<int:pk>/tutup/", accounts.off, name="account-off"),
    path("akun/<int:pk>/buka/", accounts.on, name="account-on"),
    path("impor/<uuid:pk>/kemajuan/", import_progress.progress, name="import-progress"),
    path("impor/<uuid:pk>/berhenti/", import_progress.cancel, name="import-cancel"),
    path("impor/<uuid:pk>/mulai-lagi/", import_progress.restart, name="import-restart"),
    path("jejak/", trace.trace, name="trace"),
    path("jejak/jejak.csv", trace.trace_csv, name="trace-csv"),
]
