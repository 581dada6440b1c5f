"""Keys for benchmarks alone, the same for every process of a run."""

import base64


KEYS = {
    "SECRET_KEY": "only-for-benchmarks-" * 3,
    "SIGNING_KEY": base64.b64encode(b"only for benchmarks".ljust(32)).decode(),
}
