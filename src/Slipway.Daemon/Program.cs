using Slipway.Daemon.Settings;

return await DaemonCommand.RunAsync(args, Console.Error);
