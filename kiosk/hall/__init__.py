"""The queue of the whole hall as one machine serves it: calls, pad, board, voice, and the desks of the other kiosks."""
