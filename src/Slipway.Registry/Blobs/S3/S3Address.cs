namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// A bucket's place on the network and the exact spelling of what is asked of it. A path is encoded once, byte by byte, and sent as it was signed:
/// <see cref="Uri"/> must not tidy it, or keys with dots, slashes or percent signs would name other objects.
/// </summary>
internal sealed class S3Address
{
    private readonly string _origin;
    private readonly string _path;

    public S3Address(S3Options options)
    {
        // Only a name has a form for the wire; that of an IPv6 address would lose its brackets.
        var server = options.Endpoint.HostNameType == UriHostNameType.Dns ? options.Endpoint.IdnHost : options.Endpoint.Host;
        var host = options.PathStyle ? server : $"{options.Bucket}.{server}";
        Bucket = options.Bucket;
        Host = options.Endpoint.IsDefaultPort ? host : $"{host}:{options.Endpoint.Port}";
        _origin = $"{options.Endpoint.Scheme}://{Host}";
        var basePath = options.Endpoint.AbsolutePath.TrimEnd('/');
        _path = options.PathStyle ? $"{basePath}/{options.Bucket}" : basePath;
    }

    /// <summary>The bucket's name, for messages.</summary>
    public string Bucket { get; }

    /// <summary>The Host header: with a port unless it is the scheme's own.</summary>
    public string Host { get; }

    /// <summary>The path of an object, or with "" of the bucket, as it is signed and sent.</summary>
    public string PathOf(string key)
    {
        var path = key.Length == 0 ? _path : $"{_path}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        return path.Length == 0 ? "/" : path;
    }

    /// <summary>Names and values in the order and spelling of Signature Version 4, which is also what is sent: <c>max-keys=2&amp;prefix=J</c>.</summary>
    public static string QueryOf(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")
        .Order(StringComparer.Ordinal));

    /// <summary>The address to send a request to.</summary>
    public Uri UriOf(string path, string query) =>
        new(query.Length == 0 ? _origin + path : $"{_origin}{path}?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
