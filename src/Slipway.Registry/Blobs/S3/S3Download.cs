namespace Slipway.Registry.Blobs.S3;

/// <summary>An object's bytes as they arrive. One reader; disposing ends the transfer.</summary>
internal sealed class S3Download : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private S3Download(HttpResponseMessage response, Stream body, long length) => (_response, _body, Length) = (response, body, length);

    /// <summary>Bytes of the whole object.</summary>
    public long Length { get; }

    /// <summary>Owns the response, also when it fails.</summary>
    public static async Task<S3Download> OpenAsync(HttpResponseMessage response, long length, CancellationToken cancellationToken)
    {
        try
        {
            return new S3Download(response, await response.Content.ReadAsStreamAsync(cancellationToken), length);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The next bytes; 0 at the end. Errors: <see cref="IOException"/> where the connection breaks.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _body.ReadAsync(buffer, cancellationToken);

    public void Dispose()
    {
        _body.Dispose();
        _response.Dispose();
    }
}
