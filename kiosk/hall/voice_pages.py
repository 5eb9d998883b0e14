"""The sound of each call for the boards: only of numbers that are called, so that it is no voice for strangers."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.hall.board import allowed
from kiosk.hall.seen import CALLS, Queue
from kiosk.hall.voice import Caller, caller
from kiosk.settings import Settings


def routes(queue: Queue, settings: Settings, voice: Caller | None = None) -> list[Route]:
    """/voice/LABEL/COUNTER.wav: gong and call, as WAV; 404 for what was not called just now, or without a voice."""
    speaks = voice or caller(settings.hall)

    async def call(request: Request) -> Response:
        label, counter = request.path_params["label"], request.path_params["counter"]
        asked = (label, counter)
        known = {(each.label, each.counter) for each in queue.hall().calls[:CALLS]}
        if speaks is None or asked not in known:
            return Response(status_code=404, headers=allowed(request, settings.desks))
        made = await run_in_threadpool(speaks.call, label, counter)
        return Response(made.wav, media_type="audio/wav", headers=allowed(request, settings.desks))

    return [Route("/voice/{label:str}/{counter:int}.wav", call)]
