using System.Buffers;
using System.Diagnostics;

namespace Slipway.Daemon.Operations;

/// <summary>
/// Gives every request an id, answered as <c>X-Request-Id</c> and part of every log line about it: the client's own, if it sent a decent one, so that its
/// log and ours can be laid side by side. Logs each request when it has ended.
/// </summary>
internal sealed partial class RequestIds(RequestDelegate next, ILogger<RequestIds> logger)
{
    private const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly Func<ILogger, string, IDisposable?> s_scope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public async Task InvokeAsync(HttpContext context)
    {
        var sent = context.Request.Headers[Header].ToString();
        var isDecent = sent.Length is > 0 and <= MaxLength && !sent.AsSpan().ContainsAnyExcept(s_allowed);
        if (isDecent)
            context.TraceIdentifier = sent;
        // The web server's own scope has the id that it gave itself.
        using var scope = isDecent ? s_scope(logger, sent) : null;
        context.Response.Headers[Header] = context.TraceIdentifier;
        if (!logger.IsEnabled(LogLevel.Information))
        {
            await next(context);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            // The path only: queries may hold digests but also upload states, which are secrets of a kind.
            LogEnded(context.TraceIdentifier, context.Request.Method, context.Request.Path.Value ?? "", context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    [LoggerMessage(4010, LogLevel.Information, "{RequestId} {Method} {Path} {Status} {Milliseconds:0.0} ms", SkipEnabledCheck = true)]
    private partial void LogEnded(string requestId, string method, string path, int status, double milliseconds);
}
