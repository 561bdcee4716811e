using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Images;

namespace Slipway.Daemon.Settings;

internal sealed partial class DaemonCommand
{
    /// <summary>Often enough for a disk that pushes fill, and seldom enough that reading the records of ten thousand layers is no load.</summary>
    private static readonly TimeSpan s_upkeepEvery = TimeSpan.FromMinutes(5);

    // As Kubernetes collects images: early enough that pushes and machines do not meet a full disk.
    private const int HighWaterPercent = 85;
    private const int LowWaterPercent = 80;

    private readonly Option<TimeSpan?> _upkeepEvery = new("--host-upkeep-every")
    {
        Description = "Time between two collections of images, and reconciliations of containerd's leases (default 5m), or off",
        HelpName = "DURATION|off",
        CustomParser = static result => result.Tokens[0].Value == "off" ? null : ParseDuration(result),
        DefaultValueFactory = static _ => s_upkeepEvery,
    };

    private readonly Option<string?> _layerFormat = new("--host-layer-format")
    {
        Description = $"What pushed layers are converted to: {string.Join(", ", LayerFormats.Names)} ({LayerFormats.Variable})",
        HelpName = "FORMAT",
    };

    private readonly Option<int> _highWater = Percent("--host-high-water", "If more of the disk is in use, images go that nobody holds, the longest unused first (default 85%)", HighWaterPercent);
    private readonly Option<int> _lowWater = Percent("--host-low-water", "Until only so much is in use (default 80%)", LowWaterPercent);

    private readonly Option<TimeSpan?> _unusedFor = new("--host-unused-for")
    {
        Description = "Images that nobody holds go, however full the disk is, when they were not used for so long (default off)",
        HelpName = "DURATION|off",
        CustomParser = static result => result.Tokens[0].Value == "off" ? null : ParseDuration(result),
    };

    private IEnumerable<Option> HostOptions() => [_upkeepEvery, _layerFormat, _highWater, _lowWater, _unusedFor];

    private HostSettings ReadHost(ParseResult parsed)
    {
        var (high, low, unusedFor) = (parsed.GetValue(_highWater), parsed.GetValue(_lowWater), parsed.GetValue(_unusedFor));
        if (parsed.GetValue(_upkeepEvery) == TimeSpan.Zero)
            throw new ConfigurationException("--host-upkeep-every is 1ms or more, or off; a round follows the one before.");
        if (unusedFor == TimeSpan.Zero)
            throw new ConfigurationException("--host-unused-for is 1ms or more, or off; with 0 no image would stay that no machine runs from.");
        if (low > high)
            throw new ConfigurationException($"--host-low-water {low}% is above --host-high-water {high}%; it says how full the disk is left, so give the lower level there.");
        return new HostSettings(
            LayerFormatOf(parsed), parsed.GetValue(_upkeepEvery), new PruneOptions(unusedFor, new WaterMarks(DiskMark.OfPercent(high), DiskMark.OfPercent(low))));
    }

    private LayerFormat LayerFormatOf(ParseResult parsed)
    {
        try
        {
            return LayerFormats.Choose(parsed.GetValue(_layerFormat), Environment.GetEnvironmentVariable);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private static Option<int> Percent(string name, string description, int standard) => new(name)
    {
        Description = description,
        HelpName = "PERCENT",
        CustomParser = ParsePercent,
        DefaultValueFactory = _ => standard,
    };

    private static int ParsePercent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text.EndsWith('%') ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100)
            return percent;
        result.AddError($"'{text}' is no part of a disk; write a percentage from 0% to 100%, as in 85%.");
        return 0;
    }
}
