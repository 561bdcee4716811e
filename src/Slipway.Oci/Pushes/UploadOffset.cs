using System.Globalization;

namespace Slipway.Oci.Pushes;

/// <summary>
/// Reads how much of an upload a registry has from its <c>Range</c> header (distribution-spec 1.1, "Pushing a blob in chunks"):
/// <code>
/// Range: 0-1023        1024 bytes are there; some registries write bytes=0-1023
/// Range: 0-0           one byte or none: registries say it of empty uploads too, so it is no answer
/// </code>
/// </summary>
internal static class UploadOffset
{
    /// <summary>The bytes that are there, from 2 to <paramref name="sizeBytes"/>; null when the header does not say, or cannot be true.</summary>
    public static long? Parse(string? range, long sizeBytes)
    {
        var text = range.AsSpan().Trim();
        if (text.StartsWith("bytes", StringComparison.OrdinalIgnoreCase))
            text = text[5..].TrimStart("= ");
        return text.StartsWith("0-", StringComparison.Ordinal)
            && long.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last > 0 && last < sizeBytes
            ? last + 1
            : null;
    }
}
