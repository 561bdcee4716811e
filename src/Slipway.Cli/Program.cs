using Slipway.Cli;

return await SlipwayCommand.RunAsync(args, CommandContext.OfThisProcess(), CancellationToken.None);
