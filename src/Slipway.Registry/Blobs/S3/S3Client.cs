using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// The few S3 operations that a blob store needs, on one bucket: signed, tried again while a fault may pass, explained when it does not. Every failure is an
/// <see cref="S3Exception"/>. Thread safe; dispose when no request runs.
/// </summary>
internal sealed partial class S3Client : IDisposable
{
    private const int MaxHeadersKib = 32;

    private readonly HttpClient _http;
    private readonly S3Address _address;
    private readonly S3CredentialSource _credentials;
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public S3Client(S3Options options, S3CredentialSource credentials, TimeProvider time, ILogger logger)
    {
        _address = new S3Address(options);
        (_credentials, _region, _time, _logger) = (credentials, options.Region, time, logger);
        _http = new HttpClient(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public TimeProvider Time => _time;

    public void Dispose() => _http.Dispose();

    /// <summary>Sends until it succeeds; <paramref name="read"/> makes the answer of a success and owns the response from then on.</summary>
    private async Task<T> SendAsync<T>(S3Request request, Func<HttpResponseMessage, IdleTimer, Task<T>> read, CancellationToken cancellationToken)
    {
        var attempts = new S3Attempts(_time, request.Attempts);
        while (true)
        {
            try
            {
                return await TryAsync(request, read, cancellationToken);
            }
            catch (S3Exception fault) when (fault.Kind == S3FaultKind.Transient)
            {
                LogFault(request.Method, request.Key, fault.Message);
                await attempts.WaitAsync(fault, cancellationToken);
            }
        }
    }

    private async Task<T> TryAsync<T>(S3Request request, Func<HttpResponseMessage, IdleTimer, Task<T>> read, CancellationToken cancellationToken)
    {
        using var idle = new IdleTimer(_time, request.Silence, cancellationToken);
        try
        {
            using var message = Sign(request, idle);
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, idle.Token);
            if (!response.IsSuccessStatusCode)
                throw await RefuseAsync(request, response, idle);
            return await read(response, idle);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new S3Exception(S3FaultKind.Transient, $"{Describe(request)}: {_address.Host} was silent for {request.Silence.TotalSeconds:0} s or could not be connected to.", e);
        }
        catch (HttpRequestException e)
        {
            throw Explain(request, e);
        }
        catch (IOException e) when (e is not S3Exception)
        {
            throw Cut(request, e);
        }
    }

    private HttpRequestMessage Sign(S3Request request, IdleTimer idle)
    {
        var (path, query) = (_address.PathOf(request.Key), S3Address.QueryOf(request.Query));
        var credentials = _credentials.Read();
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = _address.Host,
            ["x-amz-content-sha256"] = request.Payload?.Sha256 ?? S3Signature.EmptyHash,
            ["x-amz-date"] = S3Signature.Stamp(_time.GetUtcNow()),
        };
        if (credentials.SessionToken is { } token)
            signed["x-amz-security-token"] = token;
        if (request.Range is { } range)
            signed["range"] = range.ToString();

        var message = new HttpRequestMessage(request.Method, _address.UriOf(path, query)) { Content = request.Payload?.CreateContent(idle) };
        // A refusal then comes before the body is sent, instead of as a broken connection.
        message.Headers.ExpectContinue = request.Payload?.Length > S3FileRange.BufferBytes;
        foreach (var (name, value) in signed)
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation(
            "Authorization", S3Signature.Authorize(credentials, _region, request.Method.Method, path, query, signed));
        return message;
    }

    private string Describe(S3Request request) => request.Key.Length == 0
        ? $"S3 {request.Method} of bucket {_address.Bucket}"
        : $"S3 {request.Method} of {request.Key} in bucket {_address.Bucket}";

    private S3Exception Cut(S3Request request, IOException cause) =>
        new(S3FaultKind.Transient, $"{Describe(request)}: the connection to {_address.Host} broke: {S3ErrorBody.Clip(cause.Message)}", cause);

    private S3Exception Explain(S3Request request, HttpRequestException e) => e.InnerException switch
    {
        AuthenticationException tls => new S3Exception(
            S3FaultKind.Unexpected,
            $"{Describe(request)}: {_address.Host} could not be trusted: {S3ErrorBody.Clip(tls.Message)} If its certificate is by a private authority, name that in SSL_CERT_FILE.",
            e),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => new S3Exception(
            S3FaultKind.Transient, $"{Describe(request)}: there is no host {_address.Host}; check the endpoint, and whether the bucket is part of the host's name there.", e),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new S3Exception(
            S3FaultKind.Transient, $"{Describe(request)}: nothing answers at {_address.Host}.", e),
        var cause => new S3Exception(
            S3FaultKind.Transient, $"{Describe(request)}: the connection to {_address.Host} failed: {S3ErrorBody.Clip((cause ?? e).Message)}", e),
    };

    private static SocketsHttpHandler CreateHandler() => new()
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = MaxHeadersKib,
        // The addresses behind a large store's name change all the time.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };
}
