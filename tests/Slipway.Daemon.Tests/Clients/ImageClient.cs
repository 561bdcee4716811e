namespace Slipway.Daemon.Tests.Clients;

/// <summary>Somebody else's tool with images of its own, driven as its users do. Disposal ends what it runs in the background.</summary>
public abstract class ImageClient : IAsyncDisposable
{
    protected ClientHome Home { get; } = new();

    /// <summary>Brings up what the tool needs to run. Skips the test where it is not installed.</summary>
    public abstract Task StartAsync();

    /// <summary>Why the tool cannot use images of a kind, whoever serves them; null when it can.</summary>
    public virtual Task<string?> RefusalAsync(SeedKind kind) => Task.FromResult<string?>(null);

    /// <summary>Tells the tool whose token to use from now on. Tools that remember logins try it, others succeed.</summary>
    public abstract Task<ClientResult> LoginAsync(string registry, string token);

    /// <summary>Fetches an image into the tool's own store, all platforms where it can.</summary>
    public abstract Task<ClientResult> PullAsync(string reference);

    /// <summary>What the tool says of the digests under which it has an image.</summary>
    public abstract Task<string> DescribeAsync(string reference);

    /// <summary>Gives an image of the tool's store another name.</summary>
    public abstract Task TagAsync(string reference, string other);

    /// <summary>Pushes an image of the tool's store; what the tool says of the digest it has there.</summary>
    public abstract Task<string> PushAsync(string reference);

    public virtual ValueTask DisposeAsync()
    {
        Home.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
