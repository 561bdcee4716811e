namespace Slipway.Registry.Uploads;

/// <summary>The right to change one upload, held by one request at a time; dispose it to give it back.</summary>
internal sealed class UploadTurn(UploadSession session) : IDisposable
{
    // Without a timer it owns nothing that would have to be disposed, and a newer request may cancel it at any time.
    private readonly CancellationTokenSource _lost = new();

    public UploadSession Session { get; } = session;

    /// <summary>Fires when a newer request wants the upload.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Asks the holder to come to an end.</summary>
    public void Yield() => _lost.Cancel();

    public void Dispose() => Session.Leave();
}
