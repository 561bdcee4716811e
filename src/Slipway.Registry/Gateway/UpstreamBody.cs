using System.Buffers;

namespace Slipway.Registry.Gateway;

/// <summary>Small answers of the upstream that are read whole, because they are written anew.</summary>
internal static class UpstreamBody
{
    /// <summary>A list of 100,000 tags has less.</summary>
    public const int MaxLength = 8 * 1024 * 1024;

    /// <summary>The body; null when it is longer than <paramref name="maxLength"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int maxLength, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxLength)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken);
            if (read == 0)
                return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > maxLength)
                return null;
        }
    }
}
