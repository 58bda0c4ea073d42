vim9script
# Dolmetsch for Vim 9, without any other plugin. Save as ~/.vim/plugin/dolmetsch.vim

g:dolmetsch_command = get(g:, 'dolmetsch_command', ['dolmetsch'])
g:dolmetsch_settings = get(g:, 'dolmetsch_settings', {})

const FILETYPES = ['asciidoc', 'gitcommit', 'html', 'mail', 'markdown', 'rst', 'tex', 'text']
# Columns are bytes, as Vim counts them; what is not named here the server does not use.
const CAPABILITIES = {
  general: {positionEncodings: ['utf-8']},
  textDocument: {
    hover: {contentFormat: ['plaintext']},
    codeAction: {codeActionLiteralSupport: {codeActionKind: {valueSet: ['refactor', 'refactor.rewrite']}}},
  },
}
const WAIT = {timeout: 2000}  # milliseconds
const FRAME = {border: [], borderchars: split('─│─│╭╮╯╰', '\zs'), padding: [0, 1, 0, 1]}

var server: channel
var ready = false
var offers: list<dict<any>> = []

augroup Dolmetsch
  autocmd!
  execute 'autocmd FileType' join(FILETYPES, ',') 'Attach()'
augroup END

def Attach()
  if ch_status(server) != 'open' && !Start()
    return
  endif
  setlocal omnifunc=DolmetschComplete
  nnoremap <buffer> K <ScriptCmd>Hover()<CR>
  nnoremap <buffer> gra <ScriptCmd>ChooseAction(CursorRange())<CR>
  xnoremap <buffer> gra <Esc><ScriptCmd>ChooseAction(SelectedRange())<CR>
  autocmd! Dolmetsch BufUnload <buffer> Close(expand('<abuf>')->str2nr())
enddef

def Start(): bool
  if !executable(g:dolmetsch_command[0])
    echomsg $'Dolmetsch: there is no {g:dolmetsch_command[0]}; install it, or set g:dolmetsch_command.'
    return false
  endif
  ready = false
  for buffer in getbufinfo()
    setbufvar(buffer.bufnr, 'dolmetsch_told', -1)
  endfor
  server = job_getchannel(job_start(g:dolmetsch_command, {in_mode: 'lsp', out_mode: 'lsp', err_io: 'null'}))
  const params = {
    processId: getpid(),
    rootUri: v:null,
    capabilities: CAPABILITIES,
    initializationOptions: g:dolmetsch_settings,
  }
  ch_sendexpr(server, {method: 'initialize', params: params}, {callback: (_, _) => {
    ch_sendexpr(server, {method: 'initialized', params: {}})
    ready = true
  }})
  return true
enddef

# Shows what the word under the cursor means, and its sentence in English.
def Hover()
  Ask('textDocument/hover', {position: CursorRange().start}, (_, answer) => {
    const hover = answer->get('result', v:null)
    if type(hover) != v:t_dict
      Refuse(answer)
      return
    endif
    popup_atcursor(split(hover.contents.value, "\n"), extendnew(FRAME, {moved: 'any'}))
  })
enddef

# The 'omnifunc': how the word goes on, and words of similar meaning.
def g:DolmetschComplete(findstart: bool, base: string): any
  if !findstart
    return offers
  endif
  if !Synchronize()
    return -3
  endif
  const params = {textDocument: Document(), position: CursorRange().start}
  const answer = ch_evalexpr(server, {method: 'textDocument/completion', params: params}, WAIT)
  const items = type(answer) == v:t_dict && has_key(answer, 'result') ? answer.result.items : []
  offers = mapnew(items, (_, item) => ({word: item.textEdit.newText, menu: item.detail}))
  return empty(items) ? -3 : items[0].textEdit.range.start.character
enddef

# Offers what can be done with the text in a range, for instance replace it by its English.
def ChooseAction(range: dict<any>)
  Ask('textDocument/codeAction', {range: range, context: {diagnostics: []}}, (_, answer) => {
    const actions = answer->get('result') ?? []
    if empty(actions)
      Refuse(answer)
      return
    endif
    const Chosen = (_, choice) => choice > 0 ? CarryOut(actions[choice - 1]) : 0
    popup_menu(mapnew(actions, (_, action) => action.title), extendnew(FRAME, {callback: Chosen}))
  })
enddef

# Says why an answer has nothing to show.
def Refuse(answer: dict<any>)
  echo 'Dolmetsch:' answer->get('error', {message: 'there is no German here.'}).message
enddef

def CarryOut(action: dict<any>): number
  if has_key(action, 'edit')
    Edit(action.edit.changes[Document().uri])
  else
    ch_sendexpr(server, {method: 'workspace/executeCommand', params: action.command}, {callback: (_, _) => 0})
  endif
  return 0
enddef

# Makes edits from the last to the first, so that none moves the place of another.
def Edit(edits: list<dict<any>>)
  const Behind = (a, b) => b.line == a.line ? b.character - a.character : b.line - a.line
  for edit in sort(copy(edits), (a, b) => Behind(a.range.start, b.range.start))
    const [first, last] = [edit.range.start, edit.range.end]
    const before = getline(first.line + 1)->strpart(0, first.character)
    const after = getline(last.line + 1)->strpart(last.character)
    append(last.line + 1, split(before .. edit.newText .. after, "\n", true))
    deletebufline('%', first.line + 1, last.line + 1)
  endfor
enddef

def Ask(method: string, params: dict<any>, Callback: func)
  if Synchronize()
    const all = extendnew({textDocument: Document()}, params)
    ch_sendexpr(server, {method: method, params: all}, {callback: Callback})
  endif
enddef

# Tells the server how the buffer reads now. Whether it is there to be asked.
def Synchronize(): bool
  if !ready || ch_status(server) != 'open'
    return false
  endif
  const text = join(getline(1, '$'), "\n") .. "\n"
  const told = get(b:, 'dolmetsch_told', -1)
  const document = extendnew(Document(), {version: b:changedtick})
  if told < 0
    const opened = extendnew(document, {languageId: &filetype, text: text})
    ch_sendexpr(server, {method: 'textDocument/didOpen', params: {textDocument: opened}})
  elseif told != b:changedtick
    const params = {textDocument: document, contentChanges: [{text: text}]}
    ch_sendexpr(server, {method: 'textDocument/didChange', params: params})
  endif
  b:dolmetsch_told = b:changedtick
  return true
enddef

def Close(buffer: number)
  if getbufvar(buffer, 'dolmetsch_told', -1) >= 0 && ch_status(server) == 'open'
    ch_sendexpr(server, {method: 'textDocument/didClose', params: {textDocument: Document(buffer)}})
  endif
  setbufvar(buffer, 'dolmetsch_told', -1)
enddef

def Document(buffer = bufnr()): dict<any>
  const path = fnamemodify(bufname(buffer), ':p')
  return {uri: 'file://' .. substitute(path, '[^A-Za-z0-9/._~-]', (match) => Escaped(match[0]), 'g')}
enddef

def Escaped(character: string): string
  const bytes = range(len(character))->mapnew((_, at) => character->strpart(at, 1)->char2nr())
  return bytes->mapnew((_, byte) => printf('%%%02X', byte))->join('')
enddef

def CursorRange(): dict<any>
  const here = {line: line('.') - 1, character: col('.') - 1}
  return {start: here, end: here}
enddef

def SelectedRange(): dict<any>
  const final = getline("'>")
  const column = min([col("'>"), len(final)])
  const behind = max([0, column - 1 + len(matchstr(final, '.', column - 1))])
  return {
    start: {line: line("'<") - 1, character: col("'<") - 1},
    end: {line: line("'>") - 1, character: behind},
  }
enddef
