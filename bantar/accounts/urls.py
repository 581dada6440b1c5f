from django.urls import URLPattern, URLResolver, path

from bantar.accounts import views


app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("masuk/slip/", views.redeem_slip, name="redeem-slip"),
    path("akun/saya/", views.account, name="account"),
]
