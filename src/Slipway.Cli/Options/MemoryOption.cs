using System.CommandLine;
using System.Globalization;

namespace Slipway.Cli.Options;

/// <summary><c>-m</c>, <c>--memory</c>: the machine's memory, in MiB once parsed. Spelled as Docker does: a number with the unit b, k, m or g, binary.</summary>
internal static class MemoryOption
{
    public const int DefaultMib = 512;

    /// <summary>Below this Debian's kernel and init do not come up.</summary>
    public const int MinimumMib = 64;

    public static Option<int> Create() => new("--memory", "-m")
    {
        Description = "Memory of the machine, such as 512m or 2g",
        HelpName = "SIZE",
        DefaultValueFactory = _ => DefaultMib,
        CustomParser = result =>
        {
            if (TryParseMib(result.Tokens[0].Value, out var mib))
                return mib;
            result.AddError($"--memory '{result.Tokens[0].Value}' is no size of {MinimumMib}m or more; write a number and k, m or g, such as 512m.");
            return 0;
        },
    };

    /// <summary>Reads a size; false when it is no size, smaller than <see cref="MinimumMib"/> or not a whole number of MiB.</summary>
    public static bool TryParseMib(string text, out int mib)
    {
        mib = 0;
        var digits = text.AsSpan().TrimEnd("bBiI");
        var shift = digits.IsEmpty ? -1 : digits[^1] switch
        {
            'k' or 'K' => 10,
            'm' or 'M' => 20,
            'g' or 'G' => 30,
            't' or 'T' => 40,
            _ => 0,
        };
        if (shift > 0)
            digits = digits[..^1];
        if (shift < 0 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue >> 41)
            return false;
        var bytes = number << shift;
        mib = bytes >> 20 is var whole && whole <= int.MaxValue ? (int)whole : 0;
        return mib >= MinimumMib && (bytes & ((1 << 20) - 1)) == 0;
    }
}
