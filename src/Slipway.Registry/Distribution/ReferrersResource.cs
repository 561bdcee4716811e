using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Responses;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Distribution;

/// <summary>
/// <c>/v2/NAME/referrers/DIGEST</c> (distribution-spec 1.1, end-12a and end-12b): an index of the manifests whose subject it is; empty, never 404,
/// for everything unknown.
/// </summary>
internal sealed class ReferrersResource(RegistryOptions options, RegistryDatabase database, ManifestMemory memory)
{
    /// <summary>A page ends once it is this long. An entry carries its manifest's annotations, which may be megabytes, and clients cap an index at 4 MiB.</summary>
    private const int EnoughBytes = 2 * 1024 * 1024;

    /// <summary>Entries fetched at a time, so that a page's worth of the largest ones is never in memory.</summary>
    private const int BatchSize = 16;

    public async Task HandleAsync(HttpContext context, RegistryRequest request, RegistryRoute.Referrers route)
    {
        MethodNotAllowed.ThrowUnlessRead(context);

        var subject = Digests.Parse(route.Digest);
        var query = context.Request.Query;
        var page = PageQuery.Read(query, options.MaxPageSize);
        var filter = query["artifactType"].ToString() is { Length: > 0 } type ? type : null;
        var body = new ArrayBufferWriter<byte>(1024);
        var next = WriteIndex(body, request.Repository!.Value, subject, filter, page);
        using var reserved = memory.Reserve(request.Caller.OrganizationKey, body.WrittenCount);
        if (filter is not null)
            context.Response.Headers[RegistryHeaders.FiltersApplied] = "artifactType";
        if (next is not null)
            context.Response.Headers.Link = LinkTo(context, route.Name, subject, filter, page.Max, next.Value);
        await JsonBody.WriteAsync(context, MediaType.OciIndex, body.WrittenMemory);
    }

    /// <summary>Writes the index; the answer is the last entry's digest when there are more, else null.</summary>
    private Digest? WriteIndex(ArrayBufferWriter<byte> body, StoredName repository, Digest subject, string? filter, PageQuery page)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion"u8, 2);
        json.WriteString("mediaType"u8, MediaType.OciIndex);
        json.WriteStartArray("manifests"u8);
        var next = page.Max == 0 ? null : WriteEntries(json, repository, subject, filter, page);
        json.WriteEndArray();
        json.WriteEndObject();
        return next;
    }

    private Digest? WriteEntries(Utf8JsonWriter json, StoredName repository, Digest subject, string? filter, PageQuery page)
    {
        Digest? last = page.Last is null ? null : Digests.Parse(page.Last);
        for (var written = 0; ;)
        {
            var batch = database.ListReferrers(repository, subject, filter, last, Math.Min(BatchSize, page.Max - written));
            foreach (var (index, referrer) in batch.Items.Index())
            {
                json.WriteRawValue(referrer.DescriptorJson.Span, skipInputValidation: true);
                last = referrer.Digest;
                written++;
                if (json.BytesCommitted + json.BytesPending >= EnoughBytes || written == page.Max)
                    return batch.More || index < batch.Items.Count - 1 ? last : null;
            }

            if (!batch.More)
                return null;
        }
    }

    private static string LinkTo(HttpContext context, RepositoryName name, Digest subject, string? filter, int max, Digest last)
    {
        var filtered = filter is null ? "" : $"artifactType={Uri.EscapeDataString(filter)}&";
        return Locations.Next(Locations.Of(context, name, "referrers/", subject.ToString()), $"{filtered}n={max}&last={last}");
    }
}
