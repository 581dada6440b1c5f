"""What `make bench` measures. A benchmark measures and prints; it never fails on a slow machine."""
