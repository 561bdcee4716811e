using System.Globalization;

namespace Slipway.Cli.Options;

/// <summary>Spans of time as a number and a letter: <c>45s</c>, <c>90m</c>, <c>12h</c>, <c>30d</c>; at most ten years.</summary>
internal static class DurationSpelling
{
    private const long MaxSeconds = 10L * 365 * 24 * 3600;

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, 'd' => 24 * 3600, _ => 0 };
        if (unit == 0 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number == 0 || number > MaxSeconds / unit)
            return false;
        span = TimeSpan.FromSeconds(number * unit);
        return true;
    }

    /// <summary>For people, in the largest unit that leaves no rest.</summary>
    public static string Show(TimeSpan span)
    {
        var seconds = (long)span.TotalSeconds;
        var (number, unit) = seconds switch
        {
            _ when seconds % (24 * 3600) == 0 => (seconds / (24 * 3600), 'd'),
            _ when seconds % 3600 == 0 => (seconds / 3600, 'h'),
            _ when seconds % 60 == 0 => (seconds / 60, 'm'),
            _ => (seconds, 's'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
    }
}
