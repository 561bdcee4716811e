using Slipway.Cli;

return await SlipwayCommand.Create(CommandContext.OfThisProcess()).Parse(args).InvokeAsync();
