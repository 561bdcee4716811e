using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Registry.Blobs.S3;

/// <summary>ListObjectsV2.</summary>
internal sealed partial class S3Client
{
    /// <summary>Objects in a page, the most that S3 gives.</summary>
    private const int PageSize = 1000;

    /// <summary>A page of keys of 1024 characters, each spelled out in XML.</summary>
    private const int MaxPageBytes = 8 * 1024 * 1024;

    /// <summary>Every object whose key begins with <paramref name="prefix"/>, page by page.</summary>
    public async IAsyncEnumerable<S3ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await ListPageAsync(new S3Request(HttpMethod.Get, "") { Query = QueryOf(prefix, PageSize, token) }, cancellationToken);
            foreach (var listed in page.Objects)
                yield return listed;

            if (page.Next is not null && page.Next == token)
                throw new S3Exception(S3FaultKind.Unexpected, $"bucket {_address.Bucket} at {_address.Host} lists the same page for ever.");
            token = page.Next;
        }
        while (token is not null);
    }

    /// <summary>Asks for one object, once: whether the bucket can be reached with this key.</summary>
    public Task CheckAsync(string prefix, CancellationToken cancellationToken) => ListPageAsync(
        new S3Request(HttpMethod.Get, "") { Query = QueryOf(prefix, 1, token: null), Attempts = 1, Silence = TimeSpan.FromSeconds(10) }, cancellationToken);

    private Task<S3ListPage> ListPageAsync(S3Request request, CancellationToken cancellationToken)
    {
        return SendAsync(request, ParseAsync, cancellationToken);

        async Task<S3ListPage> ParseAsync(HttpResponseMessage response, IdleTimer idle) =>
            S3ListPage.Parse(await ReadAsync(request, response, MaxPageBytes, idle)) ?? throw NoS3(request);
    }

    private static List<KeyValuePair<string, string>> QueryOf(string prefix, int max, string? token)
    {
        List<KeyValuePair<string, string>> query = [new("list-type", "2"), new("max-keys", max.ToString(CultureInfo.InvariantCulture)), new("prefix", prefix)];
        if (token is not null)
            query.Add(new("continuation-token", token));
        return query;
    }
}
