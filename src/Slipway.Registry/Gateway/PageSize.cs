using System.Globalization;
using Microsoft.Extensions.Primitives;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Gateway;

/// <summary>The <c>n</c> of a list.</summary>
internal static class PageSize
{
    /// <summary>What distribution gives at once at most; asking for more is no error here, the next page follows by its link.</summary>
    public const int Max = 1000;

    /// <summary>The number, at most <see cref="Max"/>.</summary>
    /// <exception cref="RegistryException">It is none.</exception>
    public static int Parse(StringValues text) =>
        text.Count == 1 && text[0] is { Length: <= 18 } digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? (int)Math.Min(n, Max)
            : throw new RegistryException(RegistryErrorCode.PaginationNumberInvalid, "n is the number of entries of a page, 0 or more");
}
