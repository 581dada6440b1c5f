from django.urls import path

from bantar.urls import urlpatterns as portal
from bench.bare import bare


urlpatterns = [path("bench/bare/", bare), *portal]
