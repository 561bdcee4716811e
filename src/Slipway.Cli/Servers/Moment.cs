using System.Globalization;

namespace Slipway.Cli.Servers;

/// <summary>Points in time for people.</summary>
internal static class Moment
{
    public static string Show(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never";
}
