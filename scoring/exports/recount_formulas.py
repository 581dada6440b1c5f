"""The formulas of the tab "Hitung ulang": `{name}` is a cell of the same row, `[name]` the whole column.

Whole numbers only, functions that every spreadsheet program has in every language, and no ROUND: a figure is
INT((2n + d) / (2d)) hundredths. Names without brackets are cells of the tab "Aturan".
"""

import re
from typing import Final

from openpyxl.utils import get_column_letter

from scoring.domain.rules import ASPECTS


HEADERS: Final = (
    *("no", "rt", "peserta", "jalur", "jumlah_kk", "dinilai", "kategori_ke", "kelompok", "lembar", "lengkap", "dibagi"),
    *("poin_bersih", "poin_aman", "poin_pintar", "bersih", "aman", "pintar", "pembilang", "penyebut", "nilai"),
    *("gagal_pada", "lulus", "kunci_1", "kunci_2", "peringkat", "penentu", "urutan_lulus", "pemenang"),
    *("calon_1", "calon_2", "calon", "terbaik", "hadiah", "hasil"),
)
COLUMN: Final = {name: get_column_letter(at) for at, name in enumerate(HEADERS, 1)}
NAMED: Final = re.compile(r"\{(\w+)\}|\[(\w+)\]")


def filled(pattern: str, *, row: int, last: int) -> str:
    """The formula for one row; the columns run from row 3 to row `last`."""

    def cells(named: re.Match[str]) -> str:
        letter = COLUMN[named[1] or named[2]]
        return f"{letter}{row}" if named[1] else f"${letter}$3:${letter}${last}"

    return NAMED.sub(cells, pattern)


FIGURES: Final = {
    str(
        a
    ): f'IF({{lengkap}}=1,INT((2*10000*{{poin_{a}}}+{{dibagi}}*skala*bobot_{a})/(2*{{dibagi}}*skala*bobot_{a})),"")'
    for a in ASPECTS
}

PLAIN: Final = (
    (
        "2*10000*({poin_bersih}*aspek_bersih*bobot_aman*bobot_pintar+{poin_aman}*aspek_aman*bobot_bersih*bobot_pintar"
        "+{poin_pintar}*aspek_pintar*bobot_bersih*bobot_aman)"
        "+{dibagi}*skala*bobot_bersih*bobot_aman*bobot_pintar*jumlah_aspek"
    ),
    "2*{dibagi}*skala*bobot_bersih*bobot_aman*bobot_pintar*jumlah_aspek",
)
"""2n + d and 2d of the total over the unrounded aspects."""

_SHARE: Final = "{poin_%(a)s}*aspek_%(a)s"
_WHOLE_PART: Final = (
    f"20000*INT({_SHARE}/bobot_%(a)s)+INT(20000*MOD({_SHARE},bobot_%(a)s)/bobot_%(a)s)"  # of 20000 * share / weights
)
_REST: Final = f"MOD(20000*MOD({_SHARE},bobot_%(a)s),bobot_%(a)s)"
IN_STEPS: Final = (
    "+".join(_WHOLE_PART % {"a": aspect} for aspect in ASPECTS)
    + "+INT(("
    + f"{_REST % {'a': 'bersih'}}*bobot_aman*bobot_pintar"
    + f"+{_REST % {'a': 'aman'}}*bobot_bersih*bobot_pintar"
    + f"+{_REST % {'a': 'pintar'}}*bobot_bersih*bobot_aman"
    + ")/(bobot_bersih*bobot_aman*bobot_pintar))+{dibagi}*skala*jumlah_aspek",
    "2*{dibagi}*skala*jumlah_aspek",
)
"""The same where weights are large: divided aspect by aspect with the rests kept, so that no number grows too long."""

_GROUP: Final = "[kelompok],{kelompok},"
_BETTER: Final = (
    f'COUNTIFS({_GROUP}%(only)s[kunci_1],">"&{{kunci_1}})'
    f'+COUNTIFS({_GROUP}%(only)s[kunci_1],{{kunci_1}},[kunci_2],">"&{{kunci_2}})'
)
PATTERNS: Final = {
    "kelompok": '2*{kategori_ke}+IF({jalur}="kencana",1,0)',
    "lengkap": "IF(AND({dinilai}=1,{lembar}>=kuorum,{lembar}>0),1,0)",
    "dibagi": "IF(AND(dipangkas=1,{lembar}>=pangkas_mulai),{lembar}-2,{lembar})",
    "nilai": 'IF({lengkap}=1,INT({pembilang}/{penyebut}),"")',
    "gagal_pada": 'IF({lengkap}=0,IF({dinilai}=1,"kuorum",""),IF({bersih}<batas_aspek,"bersih",'
    'IF({aman}<batas_aspek,"aman",IF({pintar}<batas_aspek,"pintar",IF({nilai}<nilai_lulus,"total","")))))',
    "lulus": 'IF(AND({lengkap}=1,{gagal_pada}=""),1,0)',
    "kunci_1": "IF({lengkap}=1,{nilai}*10001+{bersih},-1)",
    "kunci_2": "IF({lengkap}=1,{aman}*10001+{pintar},-1)",
    "peringkat": f'IF({{lengkap}}=1,1+{_BETTER % {"only": ""}},"")',
    "penentu": 'IF({lengkap}=0,"",'
    f'IF(COUNTIFS({_GROUP}[kunci_1],{{kunci_1}},[kunci_2],{{kunci_2}})>1,"bersama",'
    f'IF(COUNTIFS({_GROUP}[kunci_1],{{kunci_1}},[aman],{{aman}},[pintar],">"&{{pintar}})>0,"pintar",'
    f'IF(COUNTIFS({_GROUP}[kunci_1],{{kunci_1}},[aman],">"&{{aman}})>0,"aman",'
    f'IF(COUNTIFS({_GROUP}[nilai],{{nilai}},[bersih],">"&{{bersih}})>0,"bersih","total")))))',
    "urutan_lulus": f'IF({{lulus}}=1,1+{_BETTER % {"only": "[lulus],1,"}},"")',
    "pemenang": "IF({lulus}=1,IF(jumlah_pemenang=0,1,IF({urutan_lulus}<=jumlah_pemenang,1,0)),0)",
    "calon_1": 'IF(AND({pemenang}=1,{jalur}="reguler",hadiah_terbaik>0),{kunci_1},-1)',
    "calon_2": "IF(AND({calon_1}>=0,{calon_1}=MAX([calon_1])),{kunci_2},-1)",
    "calon": "IF(AND({calon_2}>=0,{calon_2}=MAX([calon_2])),1,0)",
    "terbaik": "IF({calon}=1,IF(SUM([calon])=1,1,IF({no}=keputusan_terbaik,1,0)),0)",
    "hadiah": 'IF({pemenang}=1,IF({jalur}="kencana",INDEX(kategori_kencana,{kategori_ke}),'
    "INDEX(kategori_hadiah,{kategori_ke}))+{terbaik}*hadiah_terbaik,0)",
}
SAME: Final = (
    "IF(AND(INDEX(kategori_kode,{kategori_ke})=Hasil!$B$@,Hasil!$C$@={peringkat},Hasil!$K$@={lembar},"
    'IF({lengkap}=1,INT(100*Hasil!$L$@+0.5),"")={bersih},IF({lengkap}=1,INT(100*Hasil!$M$@+0.5),"")={aman},'
    'IF({lengkap}=1,INT(100*Hasil!$N$@+0.5),"")={pintar},IF({lengkap}=1,INT(100*Hasil!$O$@+0.5),"")={nilai},'
    'Hasil!$P$@=IF({lulus}=1,"ya","tidak"),Hasil!$Q$@={gagal_pada},Hasil!$R$@={penentu},'
    'Hasil!$S$@=IF({pemenang}=1,"ya","tidak"),Hasil!$T$@=IF({terbaik}=1,"ya","tidak"),Hasil!$U$@={hadiah}),'
    '"sama","beda")'
)
"""Every published figure of the row "@" of the tab "Hasil" against its own."""
