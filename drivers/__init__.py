"""Device drivers: each folder holds a contract, the real device, a fake, and a way to try it by hand."""
