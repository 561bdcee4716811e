using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>The part of a list that a client asks for (distribution-spec 1.1, "Listing Tags").</summary>
/// <param name="Max">Most items, never above the registry's own limit, so that no number from outside sizes anything.</param>
/// <param name="Last">Items after this one, exclusive; null from the first on.</param>
internal readonly record struct PageQuery(int Max, string? Last)
{
    /// <summary>Reads <c>n</c> and <c>last</c>, each of which works without the other. Errors: <see cref="RegistryErrorCode.PaginationNumberInvalid"/>.</summary>
    public static PageQuery Read(IQueryCollection query, int limit)
    {
        var last = query["last"];
        return new PageQuery(ReadNumber(query["n"], limit), StringValues.IsNullOrEmpty(last) ? null : last[0]);
    }

    private static int ReadNumber(StringValues values, int limit)
    {
        if (values.Count == 0)
            return limit;

        return long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Min(number, limit)
            : throw new RegistryException(RegistryErrorCode.PaginationNumberInvalid, "n is not a number of items; a whole number from 0 on is expected.");
    }
}
