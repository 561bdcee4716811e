using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary><c>--disk</c>: the most a machine may write to its own disk, in bytes once parsed.</summary>
internal static class DiskOption
{
    public const long DefaultBytes = 8L << 30;
    private const long MinimumBytes = 16L << 20;
    private const long MaximumBytes = 8L << 40;

    public static Option<long?> Create() => new("--disk")
    {
        Description = "Most the machine may write; room that is not written costs nothing (default: 8g)",
        HelpName = "SIZE",
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes) && bytes is >= MinimumBytes and <= MaximumBytes)
                return bytes;
            result.AddError($"--disk '{result.Tokens[0].Value}' is no size from 16m to 8t; write a number and m, g or t, such as 8g.");
            return null;
        },
    };
}
