using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>Keeps every byte that clients get but those of blobs: status, headers and bodies, and what is inside their base64.</summary>
internal sealed class ResponseRecorder
{
    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();

    /// <summary>What was asked and the status of the answer: <c>METHOD PATH?QUERY STATUS</c>.</summary>
    public ConcurrentQueue<string> Exchanges { get; } = new();

    /// <summary>All of it as Latin-1.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString();
        }
    }

    public async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = string.Concat(context.Response.Headers.Select(header => $"{header.Key}: {header.Value}\n"));
            Exchanges.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Response.StatusCode}");
            Append($"{context.Response.StatusCode}\n{headers}{DecodeState(headers)}\n");
            return Task.CompletedTask;
        });
        using var copy = new CopyingStream(context.Response.Body, bytes =>
        {
            if (context.Response.ContentType != "application/octet-stream")
                Append(Encoding.Latin1.GetString(bytes.Span));
        });
        context.Response.Body = copy;
        await next(context);
    }

    private void Append(string text)
    {
        lock (_gate)
            _text.Append(text);
    }

    // Base64 hides a name from a search, but not from a client.
    private static string DecodeState(string headers)
    {
        var start = headers.IndexOf("_state=", StringComparison.Ordinal);
        if (start < 0)
            return "";
        var state = headers[(start + 7)..].Split('\n', '&')[0].Replace("%3D", "=", StringComparison.Ordinal).Replace('-', '+').Replace('_', '/');
        return Encoding.Latin1.GetString(Convert.FromBase64String(state));
    }

    private sealed class CopyingStream(Stream inner, Action<ReadOnlyMemory<byte>> keep) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            keep(buffer);
            return inner.WriteAsync(buffer, cancellationToken);
        }
    }
}
