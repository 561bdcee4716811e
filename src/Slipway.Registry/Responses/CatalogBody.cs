using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Responses;

/// <summary>The body of a catalog: <c>{"repositories":[NAME,…]}</c> (distribution, docs/spec/api.md, "Catalog").</summary>
internal static class CatalogBody
{
    public static Task WriteAsync(HttpContext context, IReadOnlyList<string> names) => JsonBody.WriteAsync(context, JsonBody.ContentType, names, Write);

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        json.WriteStartArray("repositories"u8);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
