using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Distribution;
using Slipway.Registry.Names;

namespace Slipway.Registry.Uploads;

/// <summary>
/// The uploads that are under way. Each is a directory, so that a client can go on after a restart; it is gone when the upload is committed, cancelled or
/// idle for too long. Thread safe.
/// </summary>
/// <remarks>
/// <code>
/// uploads/ID/session.json   whose it is (UploadRecord)
/// uploads/ID/data           its bytes; absent until the first
/// </code>
/// </remarks>
internal sealed partial class UploadStore : IDisposable
{
    private const string RecordName = "session.json";
    private const string DataName = "data";

    private readonly string _directory;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UploadHandles _handles;
    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UploadBudget> _budgets = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _parking = new();
    private long _receivedBytes;

    /// <summary>Finds the uploads of before a restart; what is left of a killed start of one is removed.</summary>
    public UploadStore(RegistryOptions options, UploadHandles handles, TimeProvider time, ILogger<UploadStore> logger)
    {
        _directory = Path.Combine(options.Root, "uploads");
        _options = options;
        _time = time;
        _logger = logger;
        _handles = handles;
        Directory.CreateDirectory(_directory);
        foreach (var directory in Directory.EnumerateDirectories(_directory))
            Adopt(directory);
    }

    /// <summary>Number of uploads that are under way.</summary>
    public int Count => _sessions.Count;

    /// <summary>Bytes that arrived since the start, whatever became of them.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Begins an upload. Errors: too many of the organization's are open; the registry stops.</summary>
    public UploadSession Begin(StoredName repository, Caller caller, string algorithm)
    {
        if (_parking.IsCancellationRequested)
            throw UploadErrors.Stopping();
        var budget = BudgetOf(repository);
        if (!budget.TryOpen(_options.MaxUploads))
            throw UploadErrors.TooMany(_options.MaxUploads);

        var id = UploadHandles.NewId();
        var directory = Path.Combine(_directory, id);
        var record = new UploadRecord(repository.Value, caller.Subject, _time.GetUtcNow(), algorithm);
        try
        {
            Directory.CreateDirectory(directory);
            record.Write(Path.Combine(directory, RecordName));
        }
        catch
        {
            budget.Close(0);
            RemoveDirectory(directory);
            throw;
        }

        return Add(id, directory, record, length: 0, budget, record.CreatedAt);
    }

    /// <summary>The handle that clients know the upload by.</summary>
    public string HandleOf(UploadSession session) => _handles.Create(session.Repository, session.Subject, session.Id);

    /// <summary>The upload behind a handle. Errors: one and the same for every handle that is not this caller's for this repository, or no longer.</summary>
    public UploadSession Find(string handle, StoredName repository, Caller caller) =>
        _handles.Read(handle, repository, caller.Subject) is { } id && _sessions.TryGetValue(id, out var session)
        && session.Repository == repository && session.Subject == caller.Subject
            ? session
            : throw UploadErrors.Unknown();

    /// <summary>
    /// Adds a body to an upload. With a chunk the body must have its length. Whatever fails, what arrived stays and the upload goes on from there.
    /// </summary>
    public async Task AppendAsync(UploadTurn turn, PipeReader body, ContentChunk? chunk, Caller caller, CancellationToken cancellationToken)
    {
        var session = turn.Session;
        var start = session.File.Length;
        var room = (_options.MaxBlobBytes ?? long.MaxValue) - start;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Lost, _parking.Token);
        try
        {
            var outcome = await session.File.AppendAsync(body, Math.Min(chunk?.Count ?? long.MaxValue, room), caller.Limits.MaxBytes, stop.Token);
            if (outcome == AppendOutcome.OverBudget)
                throw UploadErrors.OverBudget(caller.Limits.MaxBytes);
            if (outcome == AppendOutcome.TooLong && !(chunk?.Count <= room))
                throw UploadErrors.TooLarge(_options.MaxBlobBytes ?? long.MaxValue);
            if (chunk is { } announced && (outcome == AppendOutcome.TooLong || session.File.Length - start != announced.Count))
                throw UploadErrors.OtherLength(announced.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.IsCancellationRequested)
        {
            throw _parking.IsCancellationRequested ? UploadErrors.Stopping() : UploadErrors.Superseded();
        }
        finally
        {
            Interlocked.Add(ref _receivedBytes, session.File.Length - start);
            session.Touch(_time.GetUtcNow());
        }
    }

    /// <summary>Ends an upload, committed or not, and removes what is left of it.</summary>
    public void End(UploadTurn turn)
    {
        var session = turn.Session;
        session.End();
        if (!_sessions.TryRemove(session.Id, out _))
            return;
        BudgetOf(session.Repository).Close(session.File.Length);
        session.Dispose();
        RemoveDirectory(session.Directory);
    }

    /// <summary>Ends the uploads that nothing has happened to for too long.</summary>
    public ExpiredUploads Expire(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = default(ExpiredUploads);
        foreach (var session in _sessions.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.LastActive + _options.UploadLifetime > now)
                continue;
            using var turn = session.TryEnter();
            if (turn is null)
                continue;
            expired = new ExpiredUploads(expired.Count + 1, expired.Bytes + session.File.Length);
            End(turn);
        }

        return expired;
    }

    /// <summary>Ends every request that adds to an upload, and lets none begin; the uploads stay for the next start.</summary>
    public void Park() => _parking.Cancel();

    public void Dispose()
    {
        _parking.Cancel();
        _parking.Dispose();
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private UploadBudget BudgetOf(StoredName repository) => _budgets.GetOrAdd(repository.OrganizationKey, static _ => new UploadBudget());

    private UploadSession Add(string id, string directory, UploadRecord record, long length, UploadBudget budget, DateTimeOffset lastActive)
    {
        var file = new UploadFile(Path.Combine(directory, DataName), record.Algorithm, length, budget);
        var session = new UploadSession(id, directory, record.ToStoredName(), record.Subject, file, lastActive);
        _sessions[id] = session;
        return session;
    }

    private void Adopt(string directory)
    {
        var id = Path.GetFileName(directory);
        if (!UploadHandles.IsId(id) || UploadRecord.Read(Path.Combine(directory, RecordName)) is not { } record)
        {
            LogBroken(_logger, id);
            RemoveDirectory(directory);
            return;
        }

        var data = new FileInfo(Path.Combine(directory, DataName));
        var length = data.Exists ? data.Length : 0;
        var budget = BudgetOf(record.ToStoredName());
        budget.Adopt(length);
        Add(id, directory, record, length, budget, data.Exists ? data.LastWriteTimeUtc : record.CreatedAt);
    }

    private void RemoveDirectory(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was made, or an operator was faster.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(_logger, Path.GetFileName(directory), e);
        }
    }
}
