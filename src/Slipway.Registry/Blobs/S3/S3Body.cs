namespace Slipway.Registry.Blobs.S3;

/// <summary>Answers that are read whole.</summary>
internal static class S3Body
{
    /// <summary>The body; null when it has more than <paramref name="maxBytes"/>. A cut is an <see cref="IOException"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, int maxBytes, IdleTimer idle)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
            return null;

        using var body = await response.Content.ReadAsStreamAsync(idle.Token);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, idle.Token) is > 0 and var count)
        {
            idle.Touch();
            if (all.Length + count > maxBytes)
                return null;
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
