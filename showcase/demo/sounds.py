"""Recordings of the demonstration stories: short sounds worked out here, written as WAV files."""

import math
import wave
from io import BytesIO

from django.core.files.base import ContentFile

from home.models import SiteDocument

__all__ = ["recording", "rising_water"]

_RATE = 8_000  # samples per second
_SECONDS = 5


def recording(key: str, title: str) -> SiteDocument:
    """The recording under a key, stored when it is not there yet. Raises KeyError for an unknown one."""
    found = SiteDocument.objects.filter(title=title).first()
    if found is None:
        found = SiteDocument(title=title)
        found.file.save(f"{key}.wav", ContentFile(_SOUNDS[key]()), save=False)
        found._set_document_file_metadata()
        found.file.close()
        found.save()
    return found


def rising_water() -> bytes:
    """A vessel that fills: a tone that climbs an octave, with the gurgle slowing down; mono, 8 bit."""
    phase = 0.0
    samples = bytearray()
    for number in range(_RATE * _SECONDS):
        moment = number / _RATE
        share = moment / _SECONDS
        phase += 2 * math.pi * 180 * 2**share / _RATE
        gurgle = 0.6 + 0.4 * math.sin(2 * math.pi * (7 - 4 * share) * moment)
        fade = min(1.0, moment * 4, (_SECONDS - moment) * 2)
        samples.append(128 + round(70 * fade * gurgle * math.sin(phase)))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(bytes(samples))
    return out.getvalue()


_SOUNDS = {"nuoc-dang": rising_water}
