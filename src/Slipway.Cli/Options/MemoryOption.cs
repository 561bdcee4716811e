using System.CommandLine;

namespace Slipway.Cli.Options;

/// <summary><c>-m</c>, <c>--memory</c>: the machine's memory, in MiB once parsed.</summary>
internal static class MemoryOption
{
    public const int DefaultMib = 512;

    /// <summary>Below this Debian's kernel and init do not come up.</summary>
    private const int MinimumMib = 64;

    private const int MaximumMib = 1 << 20;

    public static Option<int?> Create() => new("--memory", "-m")
    {
        Description = "Memory of the machine, such as 2g (default: 512m)",
        HelpName = "SIZE",
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes) && bytes >> 20 is >= MinimumMib and <= MaximumMib)
                return (int)(bytes >> 20);
            result.AddError($"--memory '{result.Tokens[0].Value}' is no size from {MinimumMib}m to {MaximumMib >> 10}g; write a number and m or g, such as 512m.");
            return null;
        },
    };
}
