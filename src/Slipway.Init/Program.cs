Console.Error.WriteLine("slipway-init: the guest's PID 1; it is not there yet.");
return 1;
