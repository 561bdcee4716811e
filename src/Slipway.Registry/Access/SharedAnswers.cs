using System.Collections.Concurrent;

namespace Slipway.Registry.Access;

/// <summary>
/// Remembers answers of another process for a while, counted from the asking. Whoever asks the same meanwhile waits for the same answer; one who
/// gives up waiting leaves the others theirs. Failures, and answers that are no, are not remembered. Bounded; thread safe.
/// </summary>
internal sealed class SharedAnswers<TKey, TAnswer>(TimeProvider time, TimeSpan life, int maxAnswers)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Asked> _asked = [];

    /// <summary>The answer, remembered or new. <paramref name="ask"/> has a time limit of its own.</summary>
    public async Task<TAnswer> GetAsync(TKey key, Func<Task<TAnswer>> ask, Func<TAnswer, bool> isYes, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue(key, out var found) || time.GetElapsedTime(found.At) >= life)
            found = Replace(key, found, new Asked(time.GetTimestamp(), new Lazy<Task<TAnswer>>(ask)));
        try
        {
            var answer = await found.Answer.Value.WaitAsync(cancellationToken);
            if (!isYes(answer))
                Drop(key, found);
            return answer;
        }
        catch (Exception) when (found.Answer.Value.IsCompleted)
        {
            Drop(key, found);
            throw;
        }
    }

    /// <summary>The new question, or the one that another asker was quicker with.</summary>
    private Asked Replace(TKey key, Asked? old, Asked asked)
    {
        if (_asked.Count >= maxAnswers)
            _asked.Clear();
        return _asked.AddOrUpdate(key, asked, (_, current) => ReferenceEquals(current, old) ? asked : current);
    }

    private void Drop(TKey key, Asked asked) => _asked.TryRemove(KeyValuePair.Create(key, asked));

    private sealed record Asked(long At, Lazy<Task<TAnswer>> Answer);
}
