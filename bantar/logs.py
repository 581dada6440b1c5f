"""One JSON line per log record, with the id of the request it belongs to."""

import json
import logging
import re
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime


request_id: ContextVar[str] = ContextVar("request_id", default="")
SOUND_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def sound_request_id(sent: str) -> str:
    """The id that a proxy sent along, if it can stand in a log, else a new one."""
    return sent if SOUND_ID.fullmatch(sent) else uuid.uuid4().hex


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
