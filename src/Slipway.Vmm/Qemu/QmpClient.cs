using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>
/// QEMU's monitor (QMP): a line of JSON each way, commands matched with answers by id, events in between. QEMU itself may be in a hostile
/// guest's hands, so lines are capped and checked. Thread safe. Disposing closes the stream.
/// </summary>
internal sealed class QmpClient : IAsyncDisposable
{
    /// <summary>The longest answer to a command used here has a few hundred bytes.</summary>
    private const int MaxLineBytes = 256 * 1024;

    private readonly Stream _stream;
    private readonly Action<QmpMessage.Event> _onEvent;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource<JsonElement>> _pending = [];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private VmmException? _end;
    private long _lastId;

    /// <param name="stream">Owned by this instance.</param>
    /// <param name="onEvent">Called on the reader's loop, in order; must not wait.</param>
    public QmpClient(Stream stream, Action<QmpMessage.Event> onEvent)
    {
        _stream = stream;
        _onEvent = onEvent;
        Ended = ReadAllAsync();
    }

    /// <summary>Completes when QEMU has closed its end and every event has been reported. Never fails.</summary>
    public Task Ended { get; }

    /// <summary>Waits for the greeting and enters command mode.</summary>
    /// <exception cref="VmmException">The monitor ended first.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _greeted.Task.WaitAsync(cancellationToken);
        await ExecuteAsync("qmp_capabilities", cancellationToken);
    }

    /// <summary>Executes a command without arguments.</summary>
    /// <exception cref="VmmException">QEMU refused, or the monitor ended before its answer.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (_lock)
        {
            if (_end is not null)
                throw new VmmException(_end.Message, _end);
            id = ++_lastId;
            _pending.Add(id, answer);
        }
        try
        {
            await SendAsync(Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\",\"id\":{id}}}\n"), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new VmmException($"QEMU's monitor does not take the command {command}: {e.Message}", e);
        }
        finally
        {
            lock (_lock)
                _pending.Remove(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Ended;
        _writing.Dispose();
    }

    private async Task SendAsync(byte[] line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(line, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                    Dispatch(QmpMessage.Parse(line));
                if (buffer.Length > MaxLineBytes)
                    throw new InvalidDataException($"QEMU's monitor sent a line of more than {MaxLineBytes} bytes");
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    break;
            }
            End(new VmmException("QEMU's monitor has ended"));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            End(new VmmException(e.Message, e));
        }
        await reader.CompleteAsync();
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end || buffer.Slice(0, end).Length > MaxLineBytes)
            return false;
        line = buffer.Slice(0, end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private void Dispatch(QmpMessage message)
    {
        switch (message)
        {
            case QmpMessage.Greeting:
                _greeted.TrySetResult();
                break;
            case QmpMessage.Event happened:
                _onEvent(happened);
                break;
            case QmpMessage.Return(var id, var value):
                Find(id)?.TrySetResult(value);
                break;
            case QmpMessage.Error(var id, var description):
                Find(id)?.TrySetException(new VmmException($"QEMU refused a command: {description}"));
                break;
        }
    }

    private TaskCompletionSource<JsonElement>? Find(long id)
    {
        lock (_lock)
            return _pending.GetValueOrDefault(id);
    }

    private void End(VmmException reason)
    {
        TaskCompletionSource<JsonElement>[] waiting;
        lock (_lock)
        {
            _end = reason;
            waiting = [.. _pending.Values];
        }
        _greeted.TrySetException(reason);
        foreach (var answer in waiting)
            answer.TrySetException(reason);
    }
}
