using System.Globalization;
using Slipway.Images;

namespace Slipway.Cli.Commands.Images;

/// <summary>What tables say of an image.</summary>
internal static class ImageText
{
    private const int ShownDigits = 12;

    /// <summary>The beginning of its id.</summary>
    public static string IdOf(ImageSummary image) => image.Id.Hex[..ShownDigits];

    /// <summary>When it was last used, to the minute, UTC.</summary>
    public static string LastUseOf(ImageSummary image) => image.LastUsed.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
