using Slipway.Registry.Errors;
using Slipway.Registry.Names;

namespace Slipway.Registry.Uploads;

/// <summary>One upload that is under way: whose it is, its bytes, and whose turn it is to change it.</summary>
/// <remarks>
/// Of two requests at a time the newer one wins: the older one ends where it is, with 416, and what it had written stays. A client sends a second
/// request only because it has given the first one up, perhaps on a connection whose death the server has not noticed, and must not wait for that. The newer
/// one says where it begins, or asks before; a client that really sends two at once gets a wrong digest in the end, never a wrong blob.
/// </remarks>
internal sealed class UploadSession(string id, string directory, StoredName repository, string subject, UploadFile file, DateTimeOffset lastActive) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private UploadTurn? _holder;
    private int _newest;
    private long _lastActive = lastActive.UtcTicks;
    private volatile bool _hasEnded;

    public string Id { get; } = id;

    /// <summary>Everything of the upload on disk.</summary>
    public string Directory { get; } = directory;

    public StoredName Repository { get; } = repository;

    public string Subject { get; } = subject;

    public UploadFile File { get; } = file;

    /// <summary>When a request last changed it.</summary>
    public DateTimeOffset LastActive => new(Volatile.Read(ref _lastActive), TimeSpan.Zero);

    public void Touch(DateTimeOffset now) => Volatile.Write(ref _lastActive, now.UtcTicks);

    /// <summary>Takes the turn, from whoever has it. Errors: <see cref="RegistryErrorCode.BlobUploadUnknown"/> when the upload has ended meanwhile.</summary>
    public async ValueTask<UploadTurn> EnterAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _newest);
        Volatile.Read(ref _holder)?.Yield();
        await _turn.WaitAsync(cancellationToken);
        var turn = new UploadTurn(this);
        Interlocked.Exchange(ref _holder, turn);
        if (ticket != Volatile.Read(ref _newest))
            turn.Yield();
        if (!_hasEnded)
            return turn;
        turn.Dispose();
        throw UploadErrors.Unknown();
    }

    /// <summary>Takes the turn if nobody has it; null otherwise or when the upload has ended.</summary>
    public UploadTurn? TryEnter()
    {
        if (!_turn.Wait(0, CancellationToken.None))
            return null;
        var turn = new UploadTurn(this);
        Interlocked.Exchange(ref _holder, turn);
        if (!_hasEnded)
            return turn;
        turn.Dispose();
        return null;
    }

    /// <summary>Nobody gets a turn any more; called by the one who has it.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Frees the hash. The semaphore owns nothing, and requests may still wait for it to learn that the upload has ended.</summary>
    public void Dispose() => File.Dispose();

    internal void Leave()
    {
        Volatile.Write(ref _holder, null);
        _turn.Release();
    }
}
