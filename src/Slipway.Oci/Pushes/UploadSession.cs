namespace Slipway.Oci.Pushes;

/// <summary>An upload that a registry has begun.</summary>
/// <param name="Location">Where it goes on; every answer may move it.</param>
/// <param name="OffsetBytes">How much of the blob is there.</param>
internal sealed record UploadSession(Uri Location, long OffsetBytes)
{
    /// <summary>The address that ends the upload: the query is the registry's and stays, as do its escapes.</summary>
    public Uri CommitAddress(Digest digest)
    {
        var (address, fragment) = (Location.AbsoluteUri, Location.Fragment.Length);
        address = address[..^fragment];
        return new Uri($"{address}{(Location.Query.Length > 0 ? '&' : '?')}digest={digest}");
    }
}
