using System.CommandLine;
using System.Globalization;
using Slipway.Images;

namespace Slipway.Cli.Options;

/// <summary>An option that takes a level of the disk: <c>85%</c> of it, or a size as of <see cref="ByteSize"/>; null when it is not said.</summary>
internal static class DiskMarkOption
{
    public static Option<DiskMark?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "LEVEL",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse(text, out var mark))
                return mark;
            result.AddError($"{name} '{text}' is no level of a disk; write a percentage from 0% to 100%, as in 85%, or the bytes in use, as in 200g.");
            return null;
        },
    };

    internal static bool TryParse(string text, out DiskMark mark)
    {
        mark = default;
        if (text.EndsWith('%'))
        {
            if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) || percent > 100)
                return false;
            mark = DiskMark.OfPercent(percent);
            return true;
        }

        if (!ByteSize.TryParse(text, out var bytes))
            return false;
        mark = DiskMark.OfBytes(bytes);
        return true;
    }
}
