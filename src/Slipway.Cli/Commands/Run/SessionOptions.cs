namespace Slipway.Cli.Commands.Run;

/// <summary>How a session speaks and ends.</summary>
/// <param name="ShowsTimes">It says where the time went.</param>
/// <param name="IsJson">It says everything as one object at the end.</param>
/// <param name="SuspendDirectory">Where the machine is suspended to when it is asked to stop; null: it is stopped.</param>
internal sealed record SessionOptions(bool ShowsTimes, bool IsJson, string? SuspendDirectory);
