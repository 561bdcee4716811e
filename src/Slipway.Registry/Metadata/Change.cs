namespace Slipway.Registry.Metadata;

/// <summary>One caller's change, waiting for the writer. It becomes durable as a whole or fails as a whole.</summary>
internal abstract class Change
{
    /// <summary>Makes the change inside the writer's transaction.</summary>
    public abstract void Apply(WriteContext context);

    /// <summary>Answers the caller once the transaction is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was changed.</summary>
    public abstract void Fail(Exception cause);
}

/// <summary>A change with an answer.</summary>
internal sealed class Change<T>(Func<WriteContext, T> apply) : Change
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _answer = default!;

    public Task<T> Done => _done.Task;

    public override void Apply(WriteContext context) => _answer = apply(context);

    public override void Complete() => _done.TrySetResult(_answer);

    public override void Fail(Exception cause) => _done.TrySetException(cause);
}
