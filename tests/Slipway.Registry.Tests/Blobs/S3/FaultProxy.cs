using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>A proxy in front of a real server that forwards byte by byte, with the Host that was signed, and does what a bad network or a busy server does on demand.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri _upstream;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ConcurrentQueue<(string Method, string Part, ProxyFault Fault)> _faults = [];

    private readonly SemaphoreSlim _silences = new(0);

    private FaultProxy(WebApplication app, Uri upstream) => (_app, _upstream) = (app, upstream);

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>What was asked, as <c>METHOD target</c>, in order, with the headers.</summary>
    public ConcurrentQueue<(string Line, IHeaderDictionary Headers)> Requests { get; } = [];

    /// <summary>Starts it, with a certificate for https.</summary>
    public static async Task<FaultProxy> StartAsync(Uri upstream, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        var proxy = new FaultProxy(app, upstream);
        app.Run(proxy.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>The next <paramref name="times"/> requests of this method whose target contains <paramref name="part"/> meet the fault; faults are used up in order.</summary>
    public void Inject(string method, string part, ProxyFault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
            _faults.Enqueue((method, part, fault));
    }

    /// <summary>How many requests of this method had <paramref name="part"/> in their target.</summary>
    public int Count(string method, string part) =>
        Requests.Count(request => request.Line.StartsWith(method + " ", StringComparison.Ordinal) && request.Line.Contains(part, StringComparison.Ordinal));

    /// <summary>Ends when the proxy has fallen silent.</summary>
    public Task SilenceAsync() => _silences.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _silences.Dispose();
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Requests.Enqueue(($"{context.Request.Method} {target}", new HeaderDictionary(context.Request.Headers.ToDictionary())));
        var fault = TakeFault(context.Request.Method, target);
        if (fault.Status is { } status)
        {
            await RefuseAsync(context, status, fault);
            return;
        }

        try
        {
            if (fault.SilentAt == 0)
                await FallSilentAsync(context);
            using var request = Copy(context.Request, target, fault);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            await CopyAsync(response, context, fault);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task FallSilentAsync(HttpContext context)
    {
        _silences.Release();
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }

    private ProxyFault TakeFault(string method, string target)
    {
        lock (_faults)
        {
            if (_faults.TryPeek(out var next) && next.Method == method && target.Contains(next.Part, StringComparison.Ordinal) && _faults.TryDequeue(out next))
                return next.Fault;
        }

        return new ProxyFault();
    }

    private static async Task RefuseAsync(HttpContext context, int status, ProxyFault fault)
    {
        context.Response.StatusCode = status;
        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = $"{seconds}";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await context.Response.WriteAsync($"<Error><Code>{fault.Code}</Code><Message>by the test</Message></Error>", context.RequestAborted);
    }

    private HttpRequestMessage Copy(HttpRequest request, string target, ProxyFault fault)
    {
        var address = new Uri(_upstream.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.ContentLength is { } length)
        {
            copy.Content = new StreamContent(new FaultyStream(request.Body, fault));
            copy.Content.Headers.ContentLength = length;
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name is not ("Expect" or "Connection" or "Content-Length"))
                copy.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
        }

        return copy;
    }

    private async Task CopyAsync(HttpResponseMessage response, HttpContext context, ProxyFault fault)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
                context.Response.Headers[name] = values.ToArray();
        }

        if (fault.WrongTag)
            context.Response.Headers.ETag = "\"00000000000000000000000000000000\"";
        using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        if ((fault.CutAnswerAt ?? fault.SilentAt) is not { } end)
        {
            await body.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        if (end == 0)
            context.Abort();

        // Kestrel sends what was written and ends the connection of an answer that is shorter than it promised.
        var buffer = new byte[16 * 1024];
        for (long done = 0; done < end;)
        {
            var count = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - done)), context.RequestAborted);
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            done += count;
        }

        if (fault.SilentAt is null)
            return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await FallSilentAsync(context);
    }
}
