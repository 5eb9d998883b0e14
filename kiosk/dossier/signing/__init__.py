"""Signatures of PDFs: made offline at once, completed later, judged in words. Only here pyHanko is spoken."""
