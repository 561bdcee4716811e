using Grpc.Core;
using Grpc.Net.Client;

namespace Slipway.Containerd.Calls;

/// <summary>
/// The gRPC channel to one containerd: gives every call its namespace, lease and deadline, and turns every failure into a
/// <see cref="ContainerdException"/>. Disposal cuts the calls that are under way.
/// </summary>
internal sealed class ContainerdChannel : IDisposable
{
    private const string NamespaceHeader = "containerd-namespace";
    private const string LeaseHeader = "containerd-lease";

    // The largest message that containerd takes (its grpc.max_recv_message_size by default), and the most that we take of it.
    private const int MaxMessageBytes = 16 * 1024 * 1024;

    private readonly ContainerdOptions _options;
    private readonly GrpcChannel _channel;

    public ContainerdChannel(ContainerdOptions options, TimeProvider clock)
    {
        if (options.Fault() is { } fault)
            throw new ContainerdException(ContainerdErrorCode.Refused, fault);

        _options = options;
        Clock = clock;
        var connector = new SocketConnector(options.SocketPath);
        _channel = GrpcChannel.ForAddress("http://containerd", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectCallback = connector.ConnectAsync },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
        });
        Invoker = _channel.CreateCallInvoker();
    }

    public TimeProvider Clock { get; }

    public CallInvoker Invoker { get; }

    public string SocketPath => _options.SocketPath;

    /// <summary>How long an answer of this pace may take.</summary>
    public TimeSpan Limit(Pace pace) => pace switch
    {
        Pace.Answer => _options.AnswerTimeout,
        Pace.Work => _options.WorkTimeout,
        _ => Timeout.InfiniteTimeSpan,
    };

    /// <summary>Makes a call and waits for its end. Errors: every code that containerd's status can mean; see <see cref="CallFailure"/>.</summary>
    public async Task<T> RunAsync<T>(Request request, Func<CallOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(OptionsOf(request, cancellationToken));
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw CallFailure.Of(e, SocketPath, request.Asked);
        }
        catch (RpcException e)
        {
            throw new OperationCanceledException($"the request to {request.Asked} was cancelled", e, cancellationToken);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, of something that need not exist: null where containerd says that it does not.</summary>
    public async Task<T?> TryRunAsync<T>(Request request, Func<CallOptions, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RunAsync(request, call, cancellationToken);
        }
        catch (ContainerdException e) when (e.Code == ContainerdErrorCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => _channel.Dispose();

    private CallOptions OptionsOf(Request request, CancellationToken cancellationToken)
    {
        var headers = new Metadata { { NamespaceHeader, _options.Namespace } };
        if (request.LeaseId is { } lease)
            headers.Add(LeaseHeader, lease);
        DateTime? deadline = request.Pace == Pace.Conversation ? null : Clock.GetUtcNow().UtcDateTime + Limit(request.Pace);
        return new CallOptions(headers, deadline, cancellationToken);
    }
}
