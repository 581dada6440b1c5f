from django.urls import URLPattern, URLResolver


app_name = "rt_registry"
urlpatterns: list[URLPattern | URLResolver] = []
