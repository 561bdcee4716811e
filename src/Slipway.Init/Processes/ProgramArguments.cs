using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;

namespace Slipway.Init.Processes;

/// <summary>The main process's argument vector.</summary>
internal static class ProgramArguments
{
    /// <summary>The override as a whole; else the entrypoint with the command, or with the arguments that replace it.</summary>
    /// <exception cref="GuestFaultException">Nothing says what to run.</exception>
    public static IReadOnlyList<string> Compose(RunConfig config)
    {
        IReadOnlyList<string> args = config.ExecOverride ??
            [.. config.ImageConfig?.Entrypoint ?? [], .. config.CmdOverride ?? config.ImageConfig?.Cmd ?? []];
        if (args.Count == 0)
            throw new GuestFaultException(GuestErrorCode.NoEntrypoint, "the image has neither an entrypoint nor a command; say what to run");
        var bad = args.FirstOrDefault(arg => arg.Contains('\0', StringComparison.Ordinal));
        return bad is null
            ? args
            : throw new GuestFaultException(GuestErrorCode.Invalid, $"the argument '{bad.Replace('\0', '?')}' holds a NUL character");
    }
}
