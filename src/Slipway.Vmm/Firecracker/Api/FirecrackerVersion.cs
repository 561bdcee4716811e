using System.Globalization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>A release of Firecracker: <c>1.12.0</c>. What follows the numbers of a build between releases (<c>-dev</c>) is not looked at.</summary>
internal readonly record struct FirecrackerVersion(int Major, int Minor, int Patch) : IComparable<FirecrackerVersion>
{
    /// <summary>No text of a version is longer.</summary>
    private const int MaxLength = 64;

    /// <summary>Reads <c>1.12.0</c>, <c>v1.12.0</c> or <c>1.17.0-dev</c>.</summary>
    public static bool TryParse(string? text, out FirecrackerVersion version)
    {
        version = default;
        if (text is null || text.Length > MaxLength)
            return false;
        var numbers = text.StartsWith('v') ? text[1..] : text;
        var parts = numbers.Split('-', '+')[0].Split('.');
        if (parts.Length != 3 || !TryRead(parts[0], out var major) || !TryRead(parts[1], out var minor) || !TryRead(parts[2], out var patch))
            return false;
        version = new FirecrackerVersion(major, minor, patch);
        return true;
    }

    public static bool operator <(FirecrackerVersion left, FirecrackerVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(FirecrackerVersion left, FirecrackerVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(FirecrackerVersion left, FirecrackerVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FirecrackerVersion left, FirecrackerVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(FirecrackerVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static bool TryRead(string digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
