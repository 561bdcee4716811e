using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Images.Content;

/// <summary>
/// The unnamed file of a blob that is being written, and how far it may be believed: one thread appends, any number read behind it. The last to leave closes
/// the file.
/// </summary>
/// <param name="directory">On whose file system it lies.</param>
internal sealed class BlobGrowth(string directory)
{
    private readonly object _gate = new();
    private long _length;
    private bool _isVerified;
    private bool _isGivenUp;
    private int _users = 1;

    /// <summary>Open for as long as its user has not left.</summary>
    public SafeFileHandle File { get; } = UnnamedFile.Create(directory);

    /// <summary>So many bytes are in the file.</summary>
    public void Grow(long length) => Change(() => _length = length);

    /// <summary>There are no more bytes, and those in the file are the blob's.</summary>
    public void Verify() => Change(() => _isVerified = true);

    /// <summary>The writer leaves; whoever still waits for bytes waits no longer.</summary>
    public void GiveUp() => Change(() => _isGivenUp = true);

    /// <summary>One more user, who leaves by <see cref="Leave"/>; false when the file is closed.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_users == 0)
                return false;
            _users++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_users == 0)
                File.Dispose();
        }
    }

    /// <summary>Wakes those who wait, for they have to look whether they still may.</summary>
    public void Wake() => Change(() => { });

    /// <summary>Blocks until there are bytes behind <paramref name="position"/>, and says how many the file has: no more than before at the verified end.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the writer gave up.</exception>
    public long WaitBeyond(long position, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_length == position && !_isVerified)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_isGivenUp)
                    throw new OperationCanceledException($"the blob's writer gave up after {_length} bytes");
                Monitor.Wait(_gate);
            }

            return _length;
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Monitor.PulseAll(_gate);
        }
    }
}
