namespace Slipway.Images.Tests.Store;

/// <summary>A pull that stands still before its topmost layer comes.</summary>
internal sealed class GatedPull : IDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<ImageLease> _pull;

    public GatedPull(TestStore store, string name, FakeImage image)
    {
        Source = new FakeSource(name, image);
        Source.Answer = async (blob, bytes, token) =>
        {
            if (blob.Digest == image.LayerList[^1].Digest)
            {
                _reached.TrySetResult();
                await _gate.Task.WaitAsync(token);
            }

            return new MemoryStream(bytes);
        };
        _pull = store.AcquireAsync(Source, PullPolicy.Always);
    }

    public FakeSource Source { get; }

    /// <summary>It has looked at what is here and asked for the topmost layer; or it has ended, since that was here.</summary>
    public Task HasBegunAsync() => Task.WhenAny(_reached.Task, _pull);

    public Task<ImageLease> EndAsync()
    {
        _gate.TrySetResult();
        return _pull;
    }

    public void Dispose() => _gate.TrySetResult();
}
