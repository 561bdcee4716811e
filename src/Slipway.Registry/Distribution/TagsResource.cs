using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary><c>/v2/NAME/tags/list</c> (distribution-spec 1.1, end-8a and end-8b): tags in ASCII order, page by page.</summary>
internal sealed class TagsResource(RegistryOptions options, RegistryDatabase database)
{
    public Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Tags route)
    {
        MethodNotAllowed.ThrowUnlessRead(context);

        var query = PageQuery.Read(context.Request.Query, options.MaxPageSize);
        var page = database.ListTags(request.Repository!.Value, query.Last, Math.Max(1, query.Max))
            ?? throw new RegistryException(RegistryErrorCode.NameUnknown, $"there is no repository {route.Name}; it begins with the first push.");
        if (query.Max == 0)
            page = new Page<string>([], More: false);
        if (page.More)
        {
            context.Response.Headers.Link = Locations.Next(
                Locations.Of(context, route.Name, "tags/", "list"), $"n={query.Max}&last={Uri.EscapeDataString(page.Items[^1])}");
        }

        return JsonBody.WriteAsync(context, JsonBody.ContentType, (route.Name, page.Items), Write);
    }

    private static void Write(Utf8JsonWriter json, (RepositoryName Name, IReadOnlyList<string> Tags) list)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, list.Name.Value);
        json.WriteStartArray("tags"u8);
        foreach (var tag in list.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
