using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Slipway.Registry.Access;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;

namespace Slipway.Registry.Gateway;

/// <summary>
/// One organization's part of the upstream's catalog. Catalogs are sorted, so an organization's repositories stand together: the upstream is asked for what
/// comes after <c>KEY/</c>, and the reading ends with the first name that does not begin so. Neither the list nor its link tells whether anything
/// follows it.
/// </summary>
internal sealed partial class TenantCatalog(HttpMessageInvoker upstream, UpstreamTarget target, UpstreamSecrets secrets, ILogger<TenantCatalog> log)
{
    private const int DefaultPage = 100;
    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 2 };

    /// <summary>Answers <c>GET /v2/_catalog[?n=&amp;last=]</c>.</summary>
    public async Task WriteAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var count = query.TryGetValue("n", out var n) ? PageSize.Parse(n) : DefaultPage;
        var last = RepositoryName.TryParse(query["last"].ToString(), out var name) ? name.Value : "";
        var names = count == 0 ? [] : await ReadAsync(caller.OrganizationKey, last, count + 1, context.RequestAborted);
        if (names is null)
        {
            await GatewayTransformer.WriteUnavailableAsync(context);
            return;
        }

        if (names.Count > count)
        {
            names.RemoveRange(count, names.Count - count);
            context.Response.Headers[HeaderNames.Link] = LinkHeader.WriteNext(
                "/v2/_catalog", [KeyValuePair.Create("n", (string?)$"{count}"), KeyValuePair.Create("last", (string?)names[^1])]);
        }

        await CatalogBody.WriteAsync(context, names);
    }

    // Up to count external names after last; null when the upstream gives no catalog.
    private async Task<List<string>?> ReadAsync(string key, string last, int count, CancellationToken cancellationToken)
    {
        var prefix = $"{key}/";
        var names = new List<string>();
        while (names.Count < count)
        {
            var asked = Math.Min(count - names.Count, PageSize.Max);
            if (await FetchAsync(asked, prefix + last, cancellationToken) is not { } page)
                return null;
            foreach (var stored in page)
            {
                if (!stored.StartsWith(prefix, StringComparison.Ordinal))
                    return names;
                names.Add(stored[prefix.Length..]);
            }

            // A page that is not full is the last one, and one that does not go forward would be asked for without end.
            if (page.Count < asked || names[^1] == last)
                return names;
            last = names[^1];
        }

        return names;
    }

    private async Task<List<string>?> FetchAsync(int count, string last, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Catalog(count, last));
        request.Headers.Authorization = secrets.Authorization;
        try
        {
            using var response = await upstream.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK
                && await UpstreamBody.ReadAsync(response.Content, UpstreamBody.MaxLength, cancellationToken) is { } body)
                return Parse(body, count);
            LogRefused((int)response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            LogFailed(e);
        }

        return null;
    }

    private static List<string> Parse(ReadOnlyMemory<byte> body, int count)
    {
        var names = new List<string>();
        using var document = JsonDocument.Parse(body, _json);
        if (document.RootElement.GetProperty("repositories"u8) is not { ValueKind: not JsonValueKind.Null } repositories)
            return names;
        foreach (var name in repositories.EnumerateArray().Take(count))
            names.Add(name.GetString() ?? throw new JsonException("a repository's name is null"));
        return names;
    }
}
