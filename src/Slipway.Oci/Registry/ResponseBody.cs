namespace Slipway.Oci.Registry;

/// <summary>The body of one response, with a limit on silence. Owns the response; disposing an unread one closes its connection.</summary>
internal sealed class ResponseBody(HttpResponseMessage response, Stream stream, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>The response, for its status and headers.</summary>
    public HttpResponseMessage Response => response;

    /// <summary>Reads some bytes; 0 at the end as the server has it.</summary>
    /// <exception cref="TransientException">The connection was cut, or silent for too long.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var host = response.RequestMessage?.RequestUri?.Authority;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
        _silence.CancelAfter(RegistryTransport.IdleTimeout);
        try
        {
            return await stream.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException(OciErrorCode.Unreachable, $"{host} sent nothing for {RegistryTransport.IdleTimeout.TotalSeconds:0} s.", retryAfter: null, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransientException(OciErrorCode.Unreachable, $"the connection to {host} was cut: {Excerpt.Of(e.Message)}", retryAfter: null, e);
        }
        finally
        {
            _silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Reads to the end. Errors: <see cref="OciErrorCode.TooLarge"/> beyond <paramref name="maxBytes"/>; <paramref name="what"/> names the document.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadWholeAsync(int maxBytes, string what, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{what} has {response.Content.Headers.ContentLength} bytes; at most {maxBytes} are allowed.");

        var buffer = new byte[Math.Min(maxBytes, response.Content.Headers.ContentLength ?? 64 * 1024) + 1];
        var length = 0;
        for (int count; (count = await ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
        {
            length += count;
            if (length > maxBytes)
                throw new OciException(OciErrorCode.TooLarge, $"{what} has more than the {maxBytes} bytes that are allowed.");
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(maxBytes + 1L, buffer.Length * 2L));
        }

        return buffer.AsMemory(0, length);
    }

    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
        _silence.Dispose();
    }
}
