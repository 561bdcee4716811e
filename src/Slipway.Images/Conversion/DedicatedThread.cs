namespace Slipway.Images.Conversion;

/// <summary>Runs long blocking work on a thread of its own, so that the thread pool stays free for what waits.</summary>
internal static class DedicatedThread
{
    /// <summary>The task ends as the work does, with its result or exception; continuations run on the pool.</summary>
    /// <param name="name">How the thread shows in debuggers and <c>top -H</c>; the kernel keeps 15 bytes.</param>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                completion.SetResult(work());
            }
#pragma warning disable CA1031 // Whatever the work throws belongs to the one who awaits it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                completion.SetException(error);
            }
        })
        {
            Name = name,
            IsBackground = true,
        }.Start();
        return completion.Task;
    }
}
